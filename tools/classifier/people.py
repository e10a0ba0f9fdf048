"""Names as they are written in Latin letters where Faker has none such: our own lists, from general knowledge, and how they combine."""

from random import Random

from lists import phrases

# region: (given names, family names, the family name comes first in that share)
ROMANISED: dict[str, tuple[tuple[str, ...], tuple[str, ...], float]] = {
    "Arabic": (
        phrases("""Ahmad|Ahmed|Mohamed|Mohammad|Mahmoud|Mustafa|Hassan|Hussein|Ali|Omar|Youssef|Yusuf|Ibrahim|Ismail|Khalid|Walid|Karim|Kareem|Samir|Sami|Tarek|
            Ziad|Faisal|Fahad|Sultan|Salman|Majid|Nabil|Rami|Bilal|Anwar|Jamal|Adel|Hisham|Marwan|Othman|Abdullah|Abdul Rahman|Abdelkader|Fatima|Aisha|Khadija|Maryam|Mariam|
            Zainab|Layla|Nour|Noura|Hala|Huda|Salma|Yasmin|Amal|Amina|Dina|Farah|Ghada|Hanan|Iman|Lina|Lubna|Maha|Mona|Nadia|Rana|Reem|Sahar|Sara|Suha|Wafa|Zahra"""),
        phrases("""Al-Hashimi|Al-Rashid|Al Maktoum|Al-Sayed|El-Sayed|El Amrani|El Idrissi|Bennani|Benali|Bouazza|Belkacem|Boumediene|Haddad|Khoury|Mansour|Saleh|Hamdan|
            Nasser|Hamid|Farouk|Shaheen|Abbas|Aziz|Darwish|Fayed|Gaber|Hariri|Jaber|Kassem|Khalil|Maalouf|Najjar|Odeh|Qasim|Rahman|Sabbagh|Salameh|Suleiman|Tawfik|Youssef|Zaki|
            bin Laden|bin Zayed|Abu Bakr|Abu Khalil|Al-Ghamdi|Al-Otaibi|Al-Zahrani|Al-Harbi|Cherkaoui|Lahlou|Trabelsi|Mejri|Gharbi"""), 0.0),
    "Persian, Turkic, Hebrew": (
        phrases("""Reza|Mehdi|Hamid|Behrouz|Dariush|Farhad|Kaveh|Kian|Navid|Omid|Saeed|Azadeh|Bahar|Elham|Golnaz|Laleh|Mahsa|Nasrin|Parisa|Roya|Setareh|Yoav|Avi|Moshe|Shlomo|Yael|
            Tamar|Shira|Rivka|Itai|Oren|Gil|Dov|Emre|Burak|Cem|Deniz|Elif|Ayşe|Ayse|Fatma|Hakan|Kemal|Murat|Orhan|Selim|Yavuz|Aigerim|Nurlan|Timur|Aslan|Rustam|Gulnara"""),
        phrases("""Ahmadi|Ebrahimi|Hosseini|Jafari|Karimi|Mohammadi|Rezaei|Sadeghi|Tehrani|Rostami|Shirazi|Ghorbani|Cohen|Levi|Mizrahi|Peretz|Biton|Friedman|Katz|Azoulay|Goldstein|Yılmaz|
            Yilmaz|Kaya|Demir|Şahin|Sahin|Çelik|Celik|Arslan|Doğan|Öztürk|Ozturk|Aydın|Koç|Erdoğan|Polat|Nazarbayev|Karimov|Abdullayev|Aliyev|Mammadov|Nurpeisov|Tokayev"""), 0.0),
    "South Asia": (
        phrases("""Aarav|Abhishek|Aditya|Ajay|Akash|Amit|Anand|Anil|Arjun|Ashok|Deepak|Ganesh|Gaurav|Harish|Karan|Kiran|Kunal|Mahesh|Manish|Mohan|Nikhil|Pradeep|Rahul|Rajesh|Rakesh|
            Ramesh|Ravi|Sachin|Sandeep|Sanjay|Suresh|Varun|Vijay|Vikram|Vinod|Yash|Aditi|Anita|Anjali|Asha|Deepa|Divya|Geeta|Jyoti|Kavita|Lakshmi|Madhuri|Neha|Nisha|Pooja|Priya|Radha|
            Rekha|Ritu|Sangeeta|Shalini|Shreya|Sneha|Sunita|Swati|Usha|Vidya|Asif|Farhan|Faisal|Kamran|Nadeem|Shahid|Tahir|Usman|Wasim|Ayesha|Bushra|Farzana|Nasreen|Rubina|Saima|
            Shabnam|Rafiq|Tanvir|Shakib|Chaminda|Kumar|Nuwan|Sanath|Bishnu|Sita|Jaswinder|Manpreet|Balwinder|Simran"""),
        phrases("""Agarwal|Ahuja|Bajaj|Banerjee|Bhatt|Bose|Chandra|Chauhan|Chopra|Das|Desai|Deshpande|Dutta|Gandhi|Ghosh|Gupta|Iyengar|Jain|Jha|Joshi|Kapoor|Khanna|Krishnan|Kulkarni|
            Kumar|Malhotra|Mehta|Menon|Mishra|Mittal|Mukhopadhyay|Nair|Narayan|Pandey|Patel|Pillai|Prasad|Rao|Rathore|Reddy|Roy|Saxena|Sen|Shah|Sharma|Shetty|Shukla|Singh|Sinha|
            Srinivasan|Thakur|Tiwari|Trivedi|Varma|Venkatesh|Verma|Yadav|Ahmed|Akhtar|Ali|Aslam|Butt|Hussain|Iqbal|Javed|Khan|Malik|Mirza|Raza|Sheikh|Begum|Hossain|Islam|Miah|Rahman|
            Uddin|Fernando|Perera|Silva|Jayawardena|Gunasekara|Bandara|Gurung|Shrestha|Thapa|Tamang|Dhillon|Grewal|Kaur|Bedi"""), 0.03),
    "Chinese": (
        phrases("""Wei|Fang|Min|Jing|Li|Lei|Yang|Yan|Juan|Jie|Tao|Ming|Chao|Xia|Ping|Gang|Hui|Jun|Lin|Bo|Qiang|Xin|Ying|Hao|Yu|Jian|Hua|Mei|Na|Rui|Xiaoming|Xiaoli|Xiaofeng|Jianhua|
            Zhiwei|Haiyan|Lihua|Meiling|Guoqiang|Yifan|Zihan|Yuxuan|Jiahao|Wenjing|Chunhua|Shuang|Dongmei|Wei-Lin|Mei-Ling|Chih-Hao|Ka-Wai|Wing-Yan|Siu-Ming|Ting-Yu"""),
        phrases("""Wang|Li|Zhang|Liu|Chen|Yang|Huang|Zhao|Wu|Zhou|Xu|Sun|Ma|Zhu|Hu|Guo|He|Gao|Lin|Luo|Zheng|Liang|Xie|Tang|Han|Cao|Deng|Xiao|Feng|Zeng|Cheng|Cai|Peng|Pan|Yuan|Dong|Yu|Su|Ye|Lu|
            Wei|Jiang|Shen|Chan|Wong|Cheung|Leung|Lau|Ng|Tsai|Hsieh|Chang|Ouyang|Situ"""), 0.6),
    "Japanese": (
        phrases("""Hiroshi|Takashi|Kenji|Akira|Satoshi|Yuki|Haruto|Ren|Sota|Yuto|Kaito|Makoto|Masaru|Naoki|Osamu|Ryo|Shinji|Tatsuya|Tsutomu|Yoshio|Kazuo|Koji|Ichiro|Jiro|Hana|Haruka|Keiko|Yoko|
            Naoko|Sakura|Aiko|Ayumi|Chiyo|Emi|Hiromi|Kaori|Kumiko|Mariko|Michiko|Miho|Misaki|Noriko|Reiko|Rin|Sachiko|Tomoko|Yui|Yumiko|Aoi|Hinata"""),
        phrases("""Sato|Suzuki|Takahashi|Tanaka|Watanabe|Ito|Yamamoto|Nakamura|Kato|Yoshida|Yamada|Sasaki|Yamaguchi|Matsumoto|Saito|Kimura|Hayashi|Shimizu|Yamazaki|Mori|Abe|Ikeda|Hashimoto|
            Ishikawa|Ogawa|Okada|Fujita|Goto|Hasegawa|Murakami|Kondo|Ishii|Sakamoto|Endo|Aoki|Fujii|Nishimura|Fukuda|Ota|Miura|Okamoto|Nakajima|Fujiwara|Ueda|Takeda|Kojima"""), 0.15),
    "Korean": (
        phrases("""Min-jun|Seo-yeon|Ji-hoon|Ji-woo|Min-seo|Seung-ho|Dong-hyun|Sung-min|Young-ho|Jae-hyun|Joon-ho|Ha-eun|Soo-jin|Eun-ji|Hye-jin|Yoo-jin|Mi-sook|Kyung-hee|Sang-woo|Tae-yang|Hyun-jung|
            Minho|Jiyeon|Seojun|Yuna|Jihye|Sunhee|Donghae|Hyejin|Jinwoo|Youngmi|In-sung|Bo-ram|Chul-soo|Myung-ho"""),
        phrases("Kim|Lee|Park|Choi|Jung|Jeong|Kang|Cho|Yoon|Jang|Lim|Han|Oh|Seo|Shin|Kwon|Hwang|Ahn|Song|Yoo|Hong|Jeon|Ko|Moon|Bae|Baek|Nam|Noh|Ryu|Son|Yang"), 0.6),
    "South-East Asia": (
        phrases("""Minh|Tuan|Hung|Dung|Hoa|Lan|Mai|Thao|Linh|Phuong|Huong|Thu|Van Anh|Thanh Tam|Quoc Anh|Ngoc|Duc|Khanh|Long|Hai|Agus|Budi|Dewi|Eka|Hendra|Indah|Joko|Putri|Rina|Slamet|Sri|Wati|
            Yanti|Adi|Ahmad|Aisyah|Azlan|Farid|Hafiz|Nor|Nurul|Rosli|Siti|Zulkifli|Anong|Chai|Kanya|Malee|Niran|Ploy|Preecha|Somsak|Sunan|Wichai|Jose|Maricel|Jun|Rowena|Rodel|Analyn|
            Thiha|Zaw|Su Su|Phyo|Sokha|Bopha|Vannak"""),
        phrases("""Nguyen|Tran|Le|Pham|Hoang|Phan|Vu|Vo|Dang|Bui|Do|Ho|Ngo|Duong|Ly|Wijaya|Santoso|Saputra|Hidayat|Kusuma|Setiawan|Susanto|Lestari|Pratama|Siregar|Nasution|bin Abdullah|
            binti Ismail|bin Osman|Abdul Rahman|Ibrahim|Yusof|Hassan|Chaiyaporn|Srisai|Suwan|Rattanakosin|Thongchai|Saetang|Boonmee|Dela Cruz|Reyes|Santos|Bautista|Ocampo|Garcia|
            Mendoza|Villanueva|Aquino|Win|Htun|Kyaw|Sok|Chea|Keo"""), 0.3),
    "West Africa": (
        phrases("""Chinedu|Chidi|Chioma|Ngozi|Obinna|Uche|Nkechi|Adaobi|Ikenna|Kelechi|Amaka|Ebere|Tunde|Femi|Segun|Yemi|Folake|Bola|Kunle|Wale|Bukola|Temitope|Olumide|Oluwaseun|Ayodele|Funmilayo|Musa|Sani|
            Aminu|Hauwa|Kwabena|Kwaku|Yaw|Kojo|Ama|Abena|Akua|Efua|Esi|Nana|Moussa|Ousmane|Ibrahima|Cheikh|Abdoulaye|Amadou|Fatou|Aminata|Mariama|Awa|Ndeye|Koffi|Adjoua|Yao|Seydou|Drissa"""),
        phrases("""Okafor|Okonkwo|Eze|Nwachukwu|Obi|Onyeka|Igwe|Nwankwo|Adebayo|Adeyemi|Ogunleye|Ojo|Balogun|Bello|Afolabi|Oladipo|Olawale|Danjuma|Abubakar|Lawal|Yakubu|Asante|Boateng|Mensah|Owusu|Osei|
            Appiah|Addo|Ofori|Amoah|Quaye|Diop|Ndiaye|Fall|Gueye|Sarr|Ba|Diallo|Traore|Traoré|Keita|Coulibaly|Kone|Koné|Toure|Touré|Cissé|Camara|Bah|Kouassi|Kouadio|Mbaye|Etoo|Biya|Fofana"""), 0.0),
    "East, Southern Africa": (
        phrases("""Kamau|Njeri|Wanjiku|Otieno|Achieng|Kipchoge|Chebet|Mutua|Mwangi|Grace|Juma|Neema|Baraka|Rehema|Hamisi|Asha|Kato|Nakato|Okello|Apio|Mukasa|Almaz|Bekele|Dawit|Haile|Meron|Selam|Tsegaye|
            Yonas|Abdi|Hodan|Ifrah|Mohamud|Farai|Rudo|Tafadzwa|Tariro|Blessing|Thabo|Lerato|Mpho|Nomsa|Sibusiso|Themba|Zanele|Ayanda|Bongani|Lindiwe|Nokuthula|Pieter|Johan|Chanda|Mutale|Chipo"""),
        phrases("""Kamau|Mwangi|Njoroge|Odhiambo|Ochieng|Kiprono|Kiptoo|Mutiso|Wafula|Kilonzo|Mushi|Massawe|Mwinyi|Nyerere|Ssempijja|Museveni|Okello|Nakamya|Tesfaye|Bekele|Gebre|Alemu|Tadesse|Wolde|
            Mengistu|Warsame|Farah|Abdi|Hersi|Moyo|Ncube|Ndlovu|Chikwanha|Mugabe|Dube|Sithole|Nkosi|Zulu|Mthembu|Mokoena|Molefe|Radebe|Mahlangu|Botha|van der Merwe|Pretorius|Banda|Phiri|Mwale|Tembo"""), 0.0),
    "Slavic, Greek, Caucasian": (
        phrases("""Aleksandr|Alexei|Andrey|Boris|Dmitry|Fyodor|Grigory|Igor|Ivan|Konstantin|Maxim|Mikhail|Nikita|Oleg|Pavel|Roman|Sergey|Vadim|Viktor|Vladimir|Yuri|Alina|Anastasia|Daria|Ekaterina|Elena|
            Galina|Irina|Ksenia|Larisa|Ludmila|Marina|Nadezhda|Natalia|Olga|Polina|Tatiana|Yulia|Oksana|Taras|Bohdan|Olena|Mykola|Iryna|Andriy|Georgi|Stoyan|Desislava|Ivanka|Plamen|Giorgos|Yannis|
            Nikos|Dimitris|Kostas|Maria|Eleni|Sofia|Vasiliki|Katerina|Giorgi|Nino|Tamar|Levan|Armen|Ani|Narine|Hayk"""),
        phrases("""Ivanov|Ivanova|Petrov|Petrova|Smirnov|Kuznetsov|Popov|Sokolov|Lebedev|Kozlov|Novikov|Morozova|Volkov|Fedorov|Mikhailova|Orlov|Zaytsev|Pavlova|Semenov|Vinogradov|Shevchenko|
            Kovalenko|Bondarenko|Tkachenko|Kravchenko|Melnyk|Boyko|Georgiev|Dimitrova|Todorov|Nikolov|Papadopoulos|Papadopoulou|Georgiou|Dimitriou|Nikolaidis|Oikonomou|Vlachos|Karagiannis|Beridze|
            Kapanadze|Gelashvili|Sargsyan|Harutyunyan|Grigoryan|Hakobyan"""), 0.02),
}  # fmt: skip
GROUPS = tuple(ROMANISED)


def given(rng: Random, group: str) -> str:
    """Return a given name of `group`."""
    return rng.choice(ROMANISED[group][0])


def surname(rng: Random, group: str) -> str:
    """Return a family name of `group`."""
    return rng.choice(ROMANISED[group][1])


def full(rng: Random, group: str) -> str:
    """Return a full name of `group`, in the order of its country."""
    a, b = given(rng, group), surname(rng, group)
    if rng.random() < 0.1:
        a += f" {given(rng, group)}"
    return f"{b} {a}" if rng.random() < ROMANISED[group][2] else f"{a} {b}"
